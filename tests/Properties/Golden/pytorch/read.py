"""Reads a file with torch.load and prints what is in it, as write.py lists it; then its metadata."""
import sys
import torch
from write import lines

loaded = torch.load(sys.argv[1])
for line in lines(loaded["model"]):
    print(line)
for key, value in sorted(loaded.get("metadata", {}).items()):
    print("metadata", key, value)
