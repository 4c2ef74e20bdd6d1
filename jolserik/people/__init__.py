"""Who is who and who may do what: persons, users, organisations, posts, the rights table.

Words: Person (whose data can be corrected or erased), User (a person's sign-in), Organisation,
Post (a role held from one day to another), Actor (who is acting now), Right (rights.toml).
Does not: know projects, zones or figures; a post's scope is only a code such as `zone:saran`.
"""
