/** The events of a body of server-sent events, as they come: their names and their data, which are JSON. */
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done)
        return;
      rest += value;
      for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) {
        const event = parse(rest.slice(0, end));
        if (event)
          yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** A block without data, such as the comments that keep a connection open, is no event. */
function parse(block) {
  const field = name => block.split("\n").filter(line => line.startsWith(`${name}:`)).map(line => line.slice(name.length + 1).trim());
  const data = field("data").join("\n");
  return data ? { name: field("event")[0] ?? "message", data: JSON.parse(data) } : null;
}
