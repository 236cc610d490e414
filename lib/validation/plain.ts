/** The members of a described class, as an object type: a value needs no prototype, and can be spread. */
export type Plain<Description> = { [Member in keyof Description]: Description[Member] };
