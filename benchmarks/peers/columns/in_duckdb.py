"""The figures of `ask.py` in DuckDB."""

import duckdb

from benchmarks.peers.columns.answer import COUNTED, RATES, SUMS, of_engine


def asking(operators, services, lines):
    ratios = ", ".join(f"({year}, {above}, {below})" for year, (above, below) in RATES.items())

    def share(name, part, whole):
        whole = f"CASE WHEN {part} IS NOT NULL THEN {whole} END"
        sums = f"{part} * places", f"{whole} * places", part, whole
        return [f"sum({value}) FILTER (told) AS {name}_{n}" for n, value in enumerate(sums)]

    summed = [
        "count(*) FILTER (told) AS compared",
        "count(*) FILTER (told AND actual < base) AS lowered",
        "count(*) FILTER (excess > 0) AS deviations",
        "sum(excess) AS excess",
        "count(*) FILTER (before > 0) AS before",
        "count(*) FILTER (excess > 0 AND before = 0) AS new",
        "count(*) FILTER (excess > before AND before > 0) AS grown",
        "count(*) FILTER (excess > 0 AND excess < before) AS fallen",
        "count(*) FILTER (excess = 0 AND before > 0) AS gone",
        *share("growth", "actual", "base"),
        *share("basis", "basis", "actual"),
        *share("occupancy", "occupancy", "1000000"),
    ]
    tested = f"""
        CREATE OR REPLACE TEMP TABLE tested AS
        WITH rates(year, above, below) AS (VALUES {ratios}),
        held AS (
            SELECT s.place, s.service_id, s.operator, s.law, s.whole, r.year, b.tariff_ore AS base,
                (2 * b.tariff_ore * r.above + r.below) // (2 * r.below) AS cap,
                a.tariff_ore AS actual, a.basis_ore AS basis, a.places_hundredths AS own,
                a.occupancy_ppm AS occupancy, a.overhead_ppm AS overhead,
                CASE WHEN a.places_hundredths > 0 THEN a.places_hundredths
                    WHEN b.places_hundredths > 0 THEN b.places_hundredths ELSE 0 END AS places
            FROM '{services}' s CROSS JOIN rates r
            LEFT JOIN '{lines}' a ON a.place = s.place AND a.year = r.year
            LEFT JOIN (SELECT * FROM '{lines}' WHERE year = 2019) b ON b.place = s.place
            WHERE a.tariff_ore IS NOT NULL OR b.tariff_ore IS NOT NULL
        ),
        above AS (
            SELECT *, CASE WHEN actual > cap THEN actual - cap ELSE 0 END AS excess,
                actual IS NOT NULL AND base IS NOT NULL AS told
            FROM held
        )
        SELECT a.*, coalesce(b.excess, 0) AS before
        FROM above a LEFT JOIN (SELECT place, year, excess FROM above WHERE excess > 0) b
            ON b.place = a.place AND b.year = a.year - 1
    """
    over = """
        CREATE OR REPLACE TEMP TABLE departing AS
        SELECT service_id, year, base, cap, actual, excess FROM tested
        WHERE excess > 0 ORDER BY year, place
    """
    added = ", ".join(f"sum({name})" for name in (*COUNTED, *SUMS))
    groups = f"""
        WITH cells AS (
            SELECT operator, law, year, {", ".join(summed)} FROM tested
            GROUP BY operator, law, year
        )
        SELECT operator, law, kkr, year, {added}
        FROM cells LEFT JOIN '{operators}' USING (operator)
        GROUP BY GROUPING SETS ((operator, year), (law, year), (kkr, year))
    """
    turnover = "actual::HUGEINT * 1000000"
    everyone = f"""
        SELECT operator, count(DISTINCT whole) FILTER (of_last) AS provisions,
            sum(overhead::HUGEINT * actual * coalesce(own, 0)) FILTER (of_last),
            sum({turnover} * coalesce(own, 0)) FILTER (of_last AND overhead IS NOT NULL),
            sum(overhead::HUGEINT * actual) FILTER (of_last),
            sum({turnover}) FILTER (of_last AND overhead IS NOT NULL)
        FROM (SELECT *, year = {max(RATES)} AND actual IS NOT NULL AS of_last FROM tested)
        GROUP BY operator
    """
    connection = duckdb.connect()

    def ask():
        connection.execute(tested)
        connection.execute(over)
        rows = connection.execute(groups).fetchall()
        ways = [[(r[n], *r[3:]) for r in rows if r[n] is not None] for n in range(3)]
        provided = connection.execute(everyone).fetchall()
        return lambda: of_engine(connection.execute("FROM departing").fetchall(), ways, provided)

    return ask
