#!/usr/bin/env python3
"""Makes the folder of a finished run without a model, to time what looks at runs: synthetic-run.py RUN COUNT SIZE

RUN is a folder that 'softcfg run --model fashion --count 1' has begun; its plan is given COUNT images. Images are SIZE pixels wide and
high, of stripes and a little noise, so that they compress about as photographs do.
"""
import hashlib, json, os, random, struct, sys, zlib

folder, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open(f"{folder}/run.json") as file:
    head = json.load(file)
plan = head["plan"]
plan["count"] = count
with open(f"{folder}/run.json", "w") as file:
    json.dump(head, file, indent=2)
chunk, (first, last) = plan["chunk"], map(int, plan["classes"]["labels"].split("-"))


def png(index):
    noise = random.Random(index).randbytes(3 * size * size)
    rows = b"".join(
        b"\0" + bytes((index + 3 * x // size + (noise[3 * y * size + x] & 15)) & 255 for x in range(3 * size)) for y in range(size)
    )
    block = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + block(b"IHDR", header) + block(b"IDAT", zlib.compress(rows, 1)) + block(b"IEND", b"")


# A hundred pictures are enough: nothing compares them with one another.
pictures = [png(index) for index in range(min(count, 100))]
for number in range((count + chunk - 1) // chunk):
    files, labels = [], []
    for index in range(number * chunk, min(count, (number + 1) * chunk)):
        content = pictures[index % len(pictures)]
        with open(f"{folder}/images/{index:06d}.png", "wb") as file:
            file.write(content)
        files.append({"name": f"images/{index:06d}.png", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
        labels.append(first + index % (last - first + 1))
    record = {"chunk": number, "first": number * chunk, "labels": labels, "files": files, "worker": "made-up", "library": "0", "seconds": 1}
    with open(f"{folder}/records/{number:06d}.json", "w") as file:
        json.dump(record, file)
