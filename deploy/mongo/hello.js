// Fills somedb.helloDoc with 1,000 documents, as the original service had them. Each has an id of its
// own, so that doing it again changes nothing, not even what users have changed since.
load(`${__dirname}/lib.js`);

const DOCUMENTS = 1000;

const hello = throughRouters().getSiblingDB('somedb').getCollection('helloDoc');

until('somedb.helloDoc was not filled', () => {
  const writes = [];
  for (let i = 0; i < DOCUMENTS; i++) {
    const id = ObjectId(`665f0000000000000000${i.toString(16).padStart(4, '0')}`);
    writes.push({
      updateOne: {filter: {_id: id}, update: {$setOnInsert: {age: i, name: `ly${i}`}}, upsert: true},
    });
  }
  const done = hello.bulkWrite(writes, {ordered: false});
  say(`somedb.helloDoc: ${done.upsertedCount} documents new, ${done.matchedCount} there already`);
  return true;
});
