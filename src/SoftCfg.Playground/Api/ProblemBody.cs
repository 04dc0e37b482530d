using System.ComponentModel;

namespace SoftCfg.Playground.Api;

/// <summary>Problem details (RFC 9457), and the same in OpenAI's shape.</summary>
/// <param name="Type">Always about:blank.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What is wrong, for people.</param>
/// <param name="Field">The field of the request that is wrong; left out where it is none.</param>
/// <param name="Error">The same in OpenAI's shape.</param>
internal sealed record ProblemBody(string Type, string Title, int Status,
    [property: Description("What is wrong, for people.")] string Detail,
    [property: Description("The field of the request that is wrong, if it is one.")] string? Field, ErrorBody Error);
