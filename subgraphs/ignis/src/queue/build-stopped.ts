/** Why a build was ended from outside, in a sentence for those who look at it. */
export class BuildStopped extends Error {
  override readonly name = 'BuildStopped';
}
