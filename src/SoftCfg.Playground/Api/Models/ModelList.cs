namespace SoftCfg.Playground.Api.Models;

/// <summary>The models, in OpenAI's shape.</summary>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Data">The models; the first is meant where a request names none.</param>
internal sealed record ModelList(string Object, IReadOnlyList<ModelBody> Data);
