// Makes the shop's own user, which may read and write its two databases and see which shards there are.
load(`${__dirname}/lib.js`);

const admin = throughRouters();

const role = {
  privileges: [{resource: {cluster: true}, actions: ['listShards']}],
  roles: [],
};
const user = {
  pwd: need('MONGO_APP_PASSWORD'),
  roles: [
    {db: 'saleproof', role: 'readWrite'},
    {db: 'somedb', role: 'readWrite'},
    {db: 'admin', role: 'seesShards'},
  ],
};

until("the shop's user was not made", () => {
  if (admin.getRole('seesShards')) {
    admin.updateRole('seesShards', role, {w: 'majority'});
  } else {
    admin.createRole({role: 'seesShards', ...role}, {w: 'majority'});
  }
  if (admin.getUser('saleproof')) {
    admin.updateUser('saleproof', user, {w: 'majority'});
  } else {
    admin.createUser({user: 'saleproof', ...user}, {w: 'majority'});
    say("the shop's user made");
  }
  return true;
});
