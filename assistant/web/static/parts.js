// An answer that is sent in parts: each one as it comes.

const PART = "<!--part-->";
const END = "<!--end-->";

// Gives each part of a response. Fails where the last one is missing.
export async function* partsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (waiting + value).split(PART);
    waiting = parts.pop();
    yield* parts;
  }
  if (waiting.trim() !== END) throw new Error("the answer is not whole");
}
