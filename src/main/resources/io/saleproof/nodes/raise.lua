-- Moves a version forward, never back. ARGV: key, version.
raise(ARGV[1], ARGV[2])
return {}
