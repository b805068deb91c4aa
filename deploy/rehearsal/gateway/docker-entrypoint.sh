#!/bin/sh
# Finds what the image looks for too, and becomes the gateway.
set -eu
grep -q 'role: data_plane' /usr/local/apisix/conf/config.yaml
grep -q '^#END' /usr/local/apisix/conf/apisix.yaml
test -d /usr/local/apisix/saleproof/apisix/plugins
CONSUL_ADDRESS=$(getent ahostsv4 consul | sed -n '1s/ .*//p')
export CONSUL_ADDRESS
exec haproxy -W -db -f /opt/stand-in/haproxy.cfg
