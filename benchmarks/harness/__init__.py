"""What every workload is measured with."""
