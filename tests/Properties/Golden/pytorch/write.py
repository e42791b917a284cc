"""Writes small files with torch.save into the folder given: every element type, strided and shared storages, in every form.

Beside each, FILE.txt lists what is in it: name, type, shape and SHA-256 of the elements in row-major order, one tensor a line.
The files here were written by python3-torch 1.13.1 of Debian 12: python3 write.py .
"""
import collections, hashlib, sys
import torch

torch.manual_seed(60)
types = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
         torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}


def lines(state):
    for name, tensor in state.items():
        flat = tensor.detach().contiguous()
        raw = (flat.view(torch.int16) if flat.dtype == torch.bfloat16 else flat).numpy().tobytes()
        yield f"{name} {types[flat.dtype]} {','.join(map(str, flat.shape))} {hashlib.sha256(raw).hexdigest()}"


def save(folder, file, value, state, **how):
    torch.save(value, f"{folder}/{file}", **how)
    with open(f"{folder}/{file}.txt", "w") as listing:
        listing.write("".join(line + "\n" for line in lines(state)))


if __name__ == "__main__":
    folder = sys.argv[1]
    base = torch.randn(4, 6)
    state = collections.OrderedDict((f"type.{code.lower()}", (base * 3).to(dtype)) for dtype, code in types.items())
    state["turned"] = base.t()
    state["every.second"] = base[:, ::2]
    state["a.row"] = base[2]
    state["repeated"] = base[0, :1].expand(5)
    state["same.again"] = state["type.f32"]
    state["scalar"] = torch.tensor(7)
    state["nothing"] = torch.zeros(0, 3)
    state["parameter"] = torch.nn.Parameter(torch.randn(3))
    save(folder, "zip.pth", {"model": state, "iteration": 12}, state)
    save(folder, "legacy.pth", {"state_dict": state, "epoch": 3}, state, _use_new_zipfile_serialization=False)
    wrapped = collections.OrderedDict(("module." + name, tensor) for name, tensor in state.items())
    save(folder, "wrapped.pth", wrapped, state)
    save(folder, "protocol4.pth", state, state, pickle_protocol=4)
    linear = torch.nn.BatchNorm2d(3).state_dict()                     # with _metadata on the dictionary
    save(folder, "module.pth", linear, linear)
