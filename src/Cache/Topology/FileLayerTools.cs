using Discovery.Cache.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Topology;

internal sealed record FileLayerTools(TimeProvider Clock, ILogger Logger, TopologyMeter Meter);
