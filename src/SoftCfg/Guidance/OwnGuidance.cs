namespace SoftCfg.Guidance;

/// <summary>Guidance of one's own, to be asked for in <see cref="GuidanceOptions.Own"/>.</summary>
/// <param name="Name">What it is called in records and on sheets.</param>
/// <param name="Create">
/// Makes one for a session; the session disposes it. Sequences whose options hold the same delegate share it.
/// </param>
public sealed record OwnGuidance(string Name, Func<GuidanceContext, IGuidance> Create);
