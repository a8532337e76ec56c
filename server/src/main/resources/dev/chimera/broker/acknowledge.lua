-- Acknowledges entries of a stream and removes them from it and from the sets of what waits, all or nothing.
-- KEYS: stream, hinted sets of the tenants concerned
-- ARGV: group, then per entry: entry id, index of its set in KEYS (0: none), version
-- Returns, per hinted set, how many of the tenant's hints still wait.
local at = 2
while at <= #ARGV do
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[at])
  redis.call('XDEL', KEYS[1], ARGV[at])
  local set = tonumber(ARGV[at + 1])
  if set > 0 then
    redis.call('ZREM', KEYS[set], ARGV[at + 2])
  end
  at = at + 3
end
local waiting = {}
for i = 2, #KEYS do
  waiting[i - 1] = redis.call('ZCARD', KEYS[i])
end
return waiting
