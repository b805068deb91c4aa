// Prints one line for each thing that is as it must be or isn't: "ok WHAT" or "NO WHAT". For check-cluster.sh.
load(`${__dirname}/lib.js`);

function told(good, what) {
  print(`${good ? 'ok' : 'NO'} ${what}`);
}

/** A replica set as one of its members sees it. */
function set(name, hosts) {
  for (const host of hosts.split(',')) {
    try {
      const admin = asAdmin(host, 'directConnection=true&readPreference=secondaryPreferred');
      const status = admin.runCommand({replSetGetStatus: 1});
      const primaries = status.members.filter((member) => member.stateStr === 'PRIMARY').length;
      const healthy = status.members.filter(
        (member) => member.health === 1 && ['PRIMARY', 'SECONDARY'].includes(member.stateStr),
      ).length;
      told(primaries === 1 && healthy === status.members.length,
        `set ${name}: ${primaries} primary, ${healthy} of ${status.members.length} members serve`);
      return;
    } catch (error) {
      // The next one may know.
    }
  }
  told(false, `set ${name}: no member answers`);
}

const SETS = need('SETS').split(' ');
for (const entry of SETS) {
  const [name, hosts] = entry.split('/');
  set(name, hosts);
}

for (const router of need('ROUTERS').split(',')) {
  try {
    const shards = asAdmin(router, 'directConnection=true').runCommand({listShards: 1}).shards;
    told(shards.length === SETS.length - 1, `router ${router.split(':')[0]}: sees ${shards.length} shards`);
  } catch (error) {
    told(false, `router ${router.split(':')[0]}: does not answer`);
  }
}

try {
  const config = throughRouters().getSiblingDB('config');
  let missing = [];
  for (const [database, entries] of Object.entries(collections())) {
    for (const collection of Object.keys(entries)) {
      if (!config.collections.findOne({_id: `${database}.${collection}`, dropped: {$ne: true}})) {
        missing.push(`${database}.${collection}`);
      }
    }
  }
  told(missing.length === 0, missing.length === 0 ? 'collections: all are sharded' : `not sharded: ${missing.join(', ')}`);
} catch (error) {
  told(false, 'collections: no router says which are sharded');
}
