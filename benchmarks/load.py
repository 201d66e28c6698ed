"""Many browsers in one lean process: kept connections, nothing parsed but the length of an answer.

Run by benchmarks/crowd.py: reads what is to be asked as JSON from its input, writes what became of it to its output.
It shares the machine with what it measures; `processor` says what it took itself.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import asdict, dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 30.0


@dataclass
class Asked:
    """Each of `browsers` is the heads of requests that one browser sends in turn; `think` seconds between two looks."""

    port: int
    browsers: list[list[str]]
    seconds: float
    think: float
    warm: float = 0.0  # seconds at the beginning that do not count


@dataclass
class Became:
    """Milliseconds of the answers with status 200, and how many of each other kind there were."""

    taken: list[float] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    processor: float = 0.0


class _Browser:
    def __init__(self, asked: Asked, heads: list[str], became: Became, began: float) -> None:
        self.asked, self.became, self.began = asked, became, began
        self.heads = [head.encode() for head in heads]
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def stay(self) -> None:
        """Look again and again until the time is over. Nobody begins at the same moment as the others."""
        asked, turn = self.asked, random.randrange(len(self.heads))
        await asyncio.sleep(random.uniform(0, asked.think or 0.1))
        while time.monotonic() - self.began < asked.seconds:
            await self._look(self.heads[turn % len(self.heads)])
            turn += 1
            if asked.think:
                await asyncio.sleep(random.expovariate(1 / asked.think))
        self._leave()

    async def _look(self, head: bytes) -> None:
        start = time.monotonic()
        try:
            status = await asyncio.wait_for(self._answer(head), PATIENCE)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            status = type(error).__name__
            self._leave()
        if start - self.began < self.asked.warm:
            return
        if status == "200":
            self.became.taken.append((time.monotonic() - start) * 1000)
        else:
            self.became.others[status] = self.became.others.get(status, 0) + 1

    async def _answer(self, head: bytes) -> str:
        if self.streams is not None:
            try:
                return await self._exchange(head)
            except (OSError, EOFError):  # the server was just letting go of it: as every browser does, once more
                self._leave()
        return await self._exchange(head)

    async def _exchange(self, head: bytes) -> str:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.asked.port, limit=2**20)
        reader, writer = self.streams
        writer.write(head)
        answer = await reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(answer)
        if found is None:
            raise ValueError("an answer without its length")
        await reader.readexactly(int(found[1]))
        if b"connection: close" in answer.lower():
            self._leave()
        return answer[9:12].decode()

    def _leave(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None


async def _crowd(asked: Asked) -> Became:
    became, began = Became(), time.monotonic()
    await asyncio.gather(*(_Browser(asked, heads, became, began).stay() for heads in asked.browsers))
    became.processor = time.process_time()
    return became


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(_crowd(Asked(**json.load(sys.stdin))))), sys.stdout)
