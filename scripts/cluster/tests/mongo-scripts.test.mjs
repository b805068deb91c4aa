// Runs the scripts of deploy/mongo against a made-up cluster, cuts them short before and after every
// single call, and runs them again: it must end in the same state as if nothing had happened.
//   node scripts/cluster/tests/mongo-scripts.test.mjs
import {readFileSync, readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import {dirname, join} from 'node:path';
import vm from 'node:vm';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../deploy/mongo');
const require = createRequire(import.meta.url);

const SETS = {
  config: ['config-a:27017', 'config-b:27017', 'config-c:27017'],
  shard1: ['shard1-a:27017', 'shard1-b:27017', 'shard1-c:27017'],
  shard2: ['shard2-a:27017', 'shard2-b:27017', 'shard2-c:27017'],
};
const ROUTERS = 'mongos-a:27017,mongos-b:27017,mongos-c:27017';
const SHARDS = `shard1/${SETS.shard1} shard2/${SETS.shard2}`;

// With a code that no script takes for one that passes.
class Cut extends Error {
  code = -1;
}
class Quit extends Error {
  code = -1;
}

function refusal(code, message) {
  return Object.assign(new Error(message), {code});
}

function newWorld() {
  const sets = {};
  for (const name of Object.keys(SETS)) {
    sets[name] = {config: null, users: {}, roles: {}};
  }
  return {sets, shards: [], collections: {}, documents: {}, passing: 0};
}

/** Calls go through here: each may be the one that is cut, before or after it took effect. */
class Wire {
  constructor(world, cutAt, after) {
    Object.assign(this, {world, cutAt, after, calls: 0});
  }

  call(effect) {
    this.calls++;
    if (this.calls === this.cutAt && !this.after) {
      throw new Cut();
    }
    try {
      return effect();
    } finally {
      if (this.calls === this.cutAt) {
        // Whatever the answer was, nobody is left to hear it.
        throw new Cut();
      }
    }
  }
}

/** One server, or the cluster through its routers, as a client sees it. */
function database(wire, set, cluster, member, user) {
  const {world} = wire;
  const own = world.sets[set];
  let let_in = user;
  const mayWrite = () => {
    if (Object.keys(own.users).length > 0 && !let_in) {
      throw refusal(13, 'not authorized');
    }
  };
  const admin = {
    hello: () => wire.call(() => {
      if (!own.config) {
        return {isreplicaset: true};
      }
      // The first look finds no primary yet.
      own.looks = (own.looks || 0) + 1;
      return {setName: set, primary: own.looks > 1 ? SETS[set][1] : undefined};
    }),
    auth: (name, password) => wire.call(() => {
      if (!own.users[name] || own.users[name].pwd !== password) {
        throw refusal(18, 'Authentication failed.');
      }
      let_in = name;
      return {ok: 1};
    }),
    createUser: (one) => wire.call(() => {
      mayWrite();
      if (own.users[one.user]) {
        throw refusal(51003, 'User exists');
      }
      own.users[one.user] = {pwd: one.pwd, roles: one.roles};
    }),
    updateUser: (name, one) => wire.call(() => {
      mayWrite();
      own.users[name] = {pwd: one.pwd, roles: one.roles};
    }),
    getUser: (name) => wire.call(() => (mayWrite(), own.users[name] || null)),
    getRole: (name) => wire.call(() => (mayWrite(), own.roles[name] || null)),
    createRole: ({role, ...one}) => wire.call(() => { mayWrite(); own.roles[role] = one; }),
    updateRole: (name, one) => wire.call(() => { mayWrite(); own.roles[name] = one; }),
    runCommand: (command) => wire.call(() => run(command)),
    getSiblingDB: (name) => sibling(name),
  };
  function run(command) {
    // Once in a while nobody is primary.
    if (++world.passing % 7 === 0) {
      throw refusal(10107, 'not primary');
    }
    if (command.replSetInitiate) {
      if (own.config) {
        throw refusal(23, 'already initialized');
      }
      own.config = JSON.parse(JSON.stringify(command.replSetInitiate));
    } else if (command.listShards) {
      return {ok: 1, shards: world.shards.map((shard) => ({...shard}))};
    } else if (command.addShard) {
      world.shards.push({_id: command.name, host: command.addShard});
    } else if (command.shardCollection) {
      if (world.sets.config.users.saleproof) {
        throw new Error(`${command.shardCollection} is sharded after the shop was let in`);
      }
      if (world.collections[command.shardCollection]) {
        throw refusal(20, 'sharded already');
      }
      world.collections[command.shardCollection] = command.key;
    } else if (!command.ping) {
      throw new Error(`unknown command ${JSON.stringify(command)}`);
    }
    return {ok: 1};
  }
  function sibling(name) {
    return {
      collections: {
        findOne: (filter) => wire.call(() => {
          const key = world.collections[filter._id];
          return key ? {_id: filter._id, key} : null;
        }),
      },
      getCollection: (collection) => ({
        findOne: () => wire.call(() => null),
        createIndex: () => wire.call(() => null),
        bulkWrite: (writes) => wire.call(() => {
          const namespace = `${name}.${collection}`;
          const all = (world.documents[namespace] = world.documents[namespace] || {});
          let upsertedCount = 0;
          for (const {updateOne} of writes) {
            if (!all[updateOne.filter._id]) {
              all[updateOne.filter._id] = updateOne.update.$setOnInsert;
              upsertedCount++;
            }
          }
          return {upsertedCount, matchedCount: writes.length - upsertedCount};
        }),
      }),
    };
  }
  return admin;
}

function runScript(name, wire, member, env) {
  const said = [];
  const context = vm.createContext({
    process: {env: {MONGO_ADMIN_PASSWORD: 'a', MONGO_APP_PASSWORD: 'b', MONGO_EXPORTER_PASSWORD: 'c', ...env}},
    require,
    __dirname: FOLDER,
    print: (text) => said.push(text),
    quit: () => { throw new Quit(said.join('\n')); },
    sleep: () => {},
    ObjectId: (hex) => hex,
    JSON,
    Date,
    Mongo: class {
      constructor(uri) {
        const {hostname, username, pathname} = new URL(uri.replace(/,[^/]*/, ''));
        const through = hostname.startsWith('mongos');
        const set = hostname === '127.0.0.1' ? member.split('-')[0] : through ? 'config' : hostname.split('-')[0];
        if (through && !wire.world.sets.config.config) {
          throw refusal(6, 'no router listens');
        }
        this.admin = database(wire, set, through, member, username || null);
        void pathname;
      }
      getDB() {
        return this.admin;
      }
    },
  });
  context.load = (file) => vm.runInContext(readFileSync(file, 'utf8'), context, {filename: file});
  context.load(join(FOLDER, `${name}.js`));
  return said;
}

/** What mongo-init.sh does, in its order. */
function init(wire) {
  for (const [set, members] of Object.entries(SETS)) {
    const first = members[0].split(':')[0];
    const said = runScript('set', wire, first, {SET: set, MEMBERS: String(members), CONFIG_SERVERS: String(set === 'config')});
    const primary = said[said.length - 1].replace('primary ', '').split(':')[0];
    runScript('users', wire, primary, {});
  }
  runScript('shards', wire, 'config-a', {ROUTERS, SHARDS});
  runScript('shop-user', wire, 'config-a', {ROUTERS});
  runScript('hello', wire, 'config-a', {ROUTERS});
}

function state(world) {
  const {sets, shards, collections, documents} = world;
  const kept = {};
  for (const [name, {config, users, roles}] of Object.entries(sets)) {
    kept[name] = {config, users, roles};
  }
  return JSON.stringify({kept, shards: [...shards].sort((a, b) => (a._id < b._id ? -1 : 1)), collections, documents});
}

let passed = 0;
let failed = 0;
function test(name, body) {
  try {
    body();
    passed++;
    console.log(`ok      ${name}`);
  } catch (problem) {
    failed++;
    console.log(`FAILED  ${name}: ${problem.stack}`);
  }
}

function equal(actual, expected, what) {
  if (actual !== expected) {
    throw new Error(`${what}: ${String(actual).slice(0, 400)} in place of ${String(expected).slice(0, 400)}`);
  }
}

const whole = newWorld();
const wire = new Wire(whole, 0, false);

test('makesTheWhole', () => {
  init(wire);
  equal(whole.shards.length, 2, 'shards');
  equal(Object.keys(whole.collections).length, 12, 'sharded collections');
  equal(Object.keys(whole.documents['somedb.helloDoc']).length, 1000, 'documents');
  equal(whole.documents['somedb.helloDoc']['665f00000000000000000007'].name, 'ly7', 'name');
  equal(whole.sets.config.config.configsvr, true, 'config servers');
  equal(whole.sets.shard1.config.configsvr, undefined, 'shard');
});

test('doingItAgainChangesNothing', () => {
  const before = state(whole);
  const again = new Wire(whole, 0, false);
  // A second run shards nothing: that would be refused.
  init(again);
  equal(state(whole), before, 'state');
});

test('cutShortAnywhereItEndsInTheSameState', () => {
  const expected = state(whole);
  for (let at = 1; at <= wire.calls; at++) {
    for (const after of [false, true]) {
      const world = newWorld();
      try {
        init(new Wire(world, at, after));
        throw new Error(`call ${at} was never made`);
      } catch (cut) {
        if (!(cut instanceof Cut)) {
          throw cut;
        }
      }
      init(new Wire(world, 0, false));
      equal(state(world), expected, `cut ${after ? 'after' : 'before'} call ${at}`);
    }
  }
});

test('saysThatAnotherPasswordIsInUse', () => {
  const world = newWorld();
  world.sets.config.config = {};
  world.sets.config.looks = 5;
  world.sets.config.users.admin = {pwd: 'another', roles: ['root']};
  try {
    runScript('users', new Wire(world, 0, false), 'config-b', {});
  } catch (quit) {
    equal(quit instanceof Quit && quit.message.includes('another password'), true, quit.message);
    return;
  }
  throw new Error('it went on');
});

test('refusesACollectionThatIsShardedOtherwise', () => {
  const world = newWorld();
  init(new Wire(world, 0, false));
  world.collections['saleproof.orders'] = {_id: 'hashed'};
  try {
    runScript('shards', new Wire(world, 0, false), 'config-a', {ROUTERS, SHARDS});
  } catch (quit) {
    equal(quit.message.includes('saleproof.orders is sharded by'), true, quit.message);
    return;
  }
  throw new Error('it went on');
});

test('namesTheMissingVariable', () => {
  try {
    runScript('shards', new Wire(newWorld(), 0, false), 'config-a', {MONGO_ADMIN_PASSWORD: '', ROUTERS});
  } catch (quit) {
    equal(quit.message.includes('MONGO_ADMIN_PASSWORD is not set'), true, quit.message);
    return;
  }
  throw new Error('it went on');
});

// mongosh waits for a call wherever its value is used, but not where it is returned at once: there the failure
// leaves the try and passes by its catch. Nothing made up here does that, so the texts are looked at.
test('returnsNoCallOutOfATry', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.js'))) {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    for (const [, inside] of text.matchAll(/\btry \{([^}]*(?:\{[^{}]*\}[^}]*)*)\}\s*catch/g)) {
      equal(/\breturn [\w.]+\([^;]*\);/.test(inside.replace(/\{[^{}]*\}/g, '')), false, `${name}: ${inside.trim()}`);
    }
  }
});

console.log(`${passed} passed, ${failed} failed (${wire.calls} calls, each cut twice)`);
process.exit(failed === 0 ? 0 : 1);
