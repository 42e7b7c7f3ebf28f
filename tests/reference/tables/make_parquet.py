"""Small Parquet files with the compressions in use. Run in this folder, with pyarrow 26.0.1."""
import pyarrow as pa
import pyarrow.parquet as pq

table = pa.table({
    "id": pa.array([7, 8, 9, 2**60 + 1], pa.int64()),
    "length": pa.array([0.1, -2.5, 3.0, 1e300], pa.float64()),
    "width": pa.array([0.5, 1.5, -3.0, 0.1], pa.float32()),
    "count": pa.array([1, 255, 3, 0], pa.uint8()),
    "known": pa.array([True, False, True, True]),
    "species": ["setosa", "virginica", "setosa", "virginica"],
})
pq.write_table(table, "snappy.parquet", compression="snappy", row_group_size=3)
pq.write_table(table.drop(["species"]), "zstd.parquet", compression="zstd")
pq.write_table(table.select(["count", "id", "known"]), "gzip-integers.parquet", compression="gzip")
missing = pa.table({"x": pa.array([1.0, None, 3.0]), "y": [1, 0, 1]})
pq.write_table(missing, "missing.parquet", compression="none")
dates = pa.table({"x": [1.0, 2.0], "when": pa.array([1, 2], pa.date32()), "y": [1, 0]})
pq.write_table(dates, "dates.parquet", compression="none")
