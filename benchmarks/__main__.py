"""``python -m benchmarks``: every measured figure that the README states."""

import os

from benchmarks import ink, quality, speed

if __name__ == "__main__":
    print("Speed (medians of paired runs, one thread)")
    speed.main()
    print("\nModels and paths, on MNIST's test split")
    quality.main(standalone_mode=False)
    print("\nPeople's own digits")
    if os.environ.get("INK_ROOT"):
        ink.main()
    else:
        print("not measured: INK_ROOT names no folder of them")
