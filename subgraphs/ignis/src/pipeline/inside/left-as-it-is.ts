/** Why a picture is not made smaller, for the log. */
export class LeftAsItIs extends Error {}
