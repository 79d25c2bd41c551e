/** What SQL over the files can't say; the message is a sentence for the page. */
export class Refusal extends Error {}
