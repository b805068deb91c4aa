// Prints how many documents each shard holds, and each of its members, as the members say themselves.
// A member that doesn't answer has a dash; that is for others to alarm about.
load(`${__dirname}/lib.js`);

const WIDTH = 30;
const COLUMN = 10;

function cell(text) {
  return String(text).padStart(COLUMN);
}

function countAt(connection, database, collection) {
  try {
    // Not returned at once: mongosh does not wait for a call there, and its failure would pass by the catch.
    const count = connection.getSiblingDB(database).getCollection(collection).estimatedDocumentCount();
    return count;
  } catch (error) {
    return '-';
  }
}

const members = [];
for (const shard of need('SHARDS').split(' ')) {
  const [name, hosts] = shard.split('/');
  for (const host of hosts.split(',')) {
    let connection = null;
    try {
      connection = asAdmin(host, 'directConnection=true&readPreference=secondaryPreferred');
    } catch (error) {
      // Its column has dashes.
    }
    members.push({shard: name, name: host.split(':')[0], connection});
  }
}

let head = 'documents of'.padEnd(WIDTH) + cell('all');
for (const member of members) {
  head += cell(member.name);
}
print(head);

const all = throughRouters();
for (const [database, entries] of Object.entries(collections())) {
  for (const collection of Object.keys(entries)) {
    let line = `${database}.${collection}`.padEnd(WIDTH);
    line += cell(countAt(all, database, collection));
    for (const member of members) {
      line += cell(member.connection ? countAt(member.connection, database, collection) : '-');
    }
    print(line);
  }
}
