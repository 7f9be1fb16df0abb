// Makes the user of the curated zone: its own database and no other. The image runs it once, on an empty volume.
db.getSiblingDB("curated").createUser({
  user: "meteolake",
  pwd: process.env.MONGODB_PASSWORD,
  // dbAdmin changes the validator of a collection that is there.
  roles: [
    { role: "readWrite", db: "curated" },
    { role: "dbAdmin", db: "curated" },
  ],
});
