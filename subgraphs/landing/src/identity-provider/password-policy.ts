import { InvalidInputError } from '@wissil/platform/errors';

const SHORTEST = 12;
const LONGEST = 128;

/** Of what stands before this an attacker can try all in hours: zxcvbn's "safely unguessable". */
const STRONG_ENOUGH = 3;
/** The time that guessing takes to judge grows with the length. */
const MOST_JUDGED = 64;

const SUGGESTION = 'Take four or more words that do not belong together.';

/**
 * NIST SP 800-63B §3.1.1.2: long enough, not one that attackers try first, and no rules about kinds of characters.
 * @throws InvalidInputError
 */
export async function checkPassword(password: string, person: { email: string; name: string }): Promise<void> {
  const plain = password.normalize('NFKC');
  const length = [...plain].length;
  if (length < SHORTEST) throw refusal(`Use at least ${SHORTEST} characters. ${SUGGESTION}`);
  if (length > LONGEST) throw refusal(`Use at most ${LONGEST} characters.`);
  const own = ownParts(person);
  if (own.some((part) => plain.toLowerCase().includes(part))) throw refusal('Leave your name and e-mail address out of the password.');
  const judge = await openJudge();
  if (judge.check(plain.slice(0, MOST_JUDGED), [...own, 'wissil', 'nocturna']).score >= STRONG_ENOUGH) return;
  throw refusal(`This one is among the first that attackers try. ${SUGGESTION}`);
}

function ownParts({ email, name }: { email: string; name: string }): string[] {
  return [email, email.split('@')[0], ...name.split(/\s+/)]
    .map((part) => part?.normalize('NFKC').toLowerCase() ?? '')
    .filter((part) => part.length > 3);
}

let judge: ReturnType<typeof loadJudge> | undefined;

/** Some 150 ms and 20 MB for its dictionaries: only who chooses a password waits for them. */
function openJudge(): ReturnType<typeof loadJudge> {
  return (judge ??= loadJudge());
}

async function loadJudge() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}

function refusal(message: string): InvalidInputError {
  return new InvalidInputError([{ path: 'password', message }]);
}
