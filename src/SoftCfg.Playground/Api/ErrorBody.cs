namespace SoftCfg.Playground.Api;

/// <summary>An error in OpenAI's shape.</summary>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Type">Its kind, such as <c>invalid_request_error</c>.</param>
/// <param name="Param">The field that is wrong.</param>
/// <param name="Code">A word for programs, such as <c>model_not_found</c>.</param>
internal sealed record ErrorBody(string Message, string Type, string? Param, string Code);
