using System.Net;

namespace Discovery.Load.Targets;

/// <summary>What every target is told alike.</summary>
/// <param name="Servers">The servers.</param>
/// <param name="Dialect">Which commands to use.</param>
internal sealed record TargetOptions(IReadOnlyList<IPEndPoint> Servers, Dialect Dialect);
