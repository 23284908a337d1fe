"""Nothing: the program uses clients only, and boto3's data files describe resources."""
