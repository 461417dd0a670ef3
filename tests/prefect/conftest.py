from tests.prefect.service import prefect_server

__all__ = ["prefect_server"]
