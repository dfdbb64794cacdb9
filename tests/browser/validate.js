'use strict';
// Reads pages as JSON from standard input, { name: text }, and prints what is not valid in them, one fault a line.
const { HtmlValidate } = require('html-validate');

let given = '';
process.stdin.setEncoding('utf8').on('data', (text) => { given += text; }).on('end', async () => {
  const { config, pages } = JSON.parse(given);
  const validator = new HtmlValidate(config);
  for (const [name, text] of Object.entries(pages)) {
    const report = await validator.validateString(text, `${name}.html`);
    for (const { messages } of report.results) {
      for (const { ruleId, message, line, column } of messages) console.log(`${name}:${line}:${column} ${ruleId}: ${message}`);
    }
  }
});
