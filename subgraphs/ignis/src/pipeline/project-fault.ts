/** Why a project cannot be built, in words for the person who can change that. Trying again changes nothing. */
export class ProjectFault extends Error {
  override readonly name = 'ProjectFault';
}

/** Something that a build needs (the repository, the package registry) did not answer. Trying again may help. */
export class InfrastructureFault extends Error {
  override readonly name = 'InfrastructureFault';
}
