using System.Text.Json;

namespace SoftCfg.Traces;

/// <summary>What is wrong with a line, in our own words.</summary>
internal sealed class TraceLineException(string problem) : JsonException(problem);
