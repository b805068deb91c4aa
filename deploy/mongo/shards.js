// Adds SHARDS ("shard1/host:port,… shard2/…"), unless somebody else sees to that and there are none, and
// shards the collections, each before anybody can write to it: the shop's user comes last (shop-user.js).
load(`${__dirname}/lib.js`);

const admin = throughRouters();

function added(name) {
  for (const shard of admin.runCommand({listShards: 1}).shards) {
    if (shard._id === name) {
      return true;
    }
  }
  return false;
}

for (const shard of (process.env.SHARDS || '').split(' ').filter((entry) => entry)) {
  const name = shard.split('/')[0];
  until(`${name} could not be added`, () => {
    if (added(name)) {
      return true;
    }
    admin.runCommand({addShard: shard, name});
    say(`${name}: added`);
    return false;
  });
}

until('the cluster has no shard yet', () => admin.runCommand({listShards: 1}).shards.length > 0);

const config = admin.getSiblingDB('config');

function keyOf(namespace) {
  const found = config.collections.findOne({_id: namespace, dropped: {$ne: true}});
  return found && found.key;
}

function shard(database, collection, field) {
  const namespace = `${database}.${collection}`;
  const key = {[field]: 'hashed'};
  const there = keyOf(namespace);
  if (there) {
    if (JSON.stringify(there) !== JSON.stringify(key)) {
      give_up(`${namespace} is sharded by ${JSON.stringify(there)}, not by ${JSON.stringify(key)}`);
    }
    return;
  }
  const into = admin.getSiblingDB(database);
  // A collection that has documents already needs the index first; a new one gets it with the command.
  if (into.getCollection(collection).findOne()) {
    into.getCollection(collection).createIndex(key);
  }
  admin.runCommand({shardCollection: namespace, key});
  say(`${namespace}: sharded by ${JSON.stringify(key)}`);
}

let count = 0;
for (const [database, entries] of Object.entries(collections())) {
  for (const [collection, field] of Object.entries(entries)) {
    until(`${database}.${collection} could not be sharded`, () => {
      shard(database, collection, field);
      return true;
    });
    count++;
  }
}
say(`${count} collections are sharded`);
