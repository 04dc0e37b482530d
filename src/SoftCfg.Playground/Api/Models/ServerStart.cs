namespace SoftCfg.Playground.Api.Models;

/// <summary>When the server was started.</summary>
/// <param name="Time">The time.</param>
internal sealed record ServerStart(DateTimeOffset Time);
