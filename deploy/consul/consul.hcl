# One server. What it knows, the instances tell it anew within seconds, should it ever be lost.
server           = true
bootstrap_expect = 1
node_name        = "consul"
datacenter       = "compose"
data_dir         = "/consul/data"
client_addr      = "0.0.0.0"

ui_config {
  enabled = true
}

performance {
  # Alone there is nobody to elect: quick after a restart.
  raft_multiplier = 1
}

telemetry {
  prometheus_retention_time = "60s"
  disable_hostname          = true
}

disable_update_check = true
