using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Hosting.Orders;

namespace SoftCfg.Playground.Api;

/// <summary>
/// What is wrong with a request, as problem details (RFC 9457) that clients of OpenAI's interface understand as well: the member
/// <c>error</c> is what they look for.
/// </summary>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What is wrong, for people.</param>
internal sealed record ApiProblem(int Status, string Detail)
{
    private const string ContentType = "application/problem+json";

    /// <summary>The field of the request that is wrong.</summary>
    public string? Field { get; init; }

    /// <summary>A word for programs.</summary>
    public required string Code { get; init; }

    /// <summary>When to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The kind of error in OpenAI's words.</summary>
    private string Kind => Status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    public static ApiProblem Invalid(string field, string detail) =>
        new(StatusCodes.Status400BadRequest, detail) { Field = field, Code = "invalid_value" };

    public static ApiProblem Unauthorized(string detail) => new(StatusCodes.Status401Unauthorized, detail) { Code = "invalid_api_key" };

    /// <summary>Whether routing sets a status without words.</summary>
    public static bool IsWordless(int status) =>
        status is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed or StatusCodes.Status415UnsupportedMediaType;

    /// <summary>What such a status says.</summary>
    public static ApiProblem OfStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status405MethodNotAllowed =>
            new(status, $"This address does not take {request.Method}; see /openapi/v1.json.") { Code = "method_not_allowed" },
        StatusCodes.Status415UnsupportedMediaType =>
            new(status, "The body must be JSON: send 'Content-Type: application/json'.") { Code = "unsupported_media_type" },
        _ => new(status, "There is nothing at this address; see /openapi/v1.json.") { Code = "not_found" },
    };

    /// <summary>What is told of an exception.</summary>
    public static ApiProblem Of(Exception exception) => exception switch
    {
        OrderException e => Invalid(e.Field, e.Message),
        UnknownModelException e => new(StatusCodes.Status404NotFound, e.Message) { Field = "model", Code = "model_not_found" },
        EngineBusyException e => new(StatusCodes.Status429TooManyRequests, e.Message) { Code = "rate_limit_exceeded", RetryAfter = e.RetryAfter },
        EngineStoppedException e => new(StatusCodes.Status503ServiceUnavailable, e.Message) { Code = "stopping", RetryAfter = TimeSpan.FromSeconds(10) },
        TimeoutException e => new(StatusCodes.Status504GatewayTimeout, e.Message) { Code = "timeout" },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new(StatusCodes.Status413PayloadTooLarge, "The body of the request is too large.") { Code = "body_too_large" },
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
            new(StatusCodes.Status408RequestTimeout, "The request came too slowly.") { Code = "request_timeout" },
        BadHttpRequestException e => new(e.StatusCode, "The request is no proper HTTP.") { Code = "bad_request" },
        // Its message has a path.
        IOException => new(StatusCodes.Status503ServiceUnavailable, "The model cannot be loaded; the server's log says why.") { Code = "model_unavailable" },
        _ => new(StatusCodes.Status500InternalServerError, "Something failed here; the server's log says what.") { Code = "internal_error" },
    };

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (RetryAfter is { } time)
            context.Response.Headers.RetryAfter = Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsJsonAsync(Body(), ApiJson.Options, ContentType, context.RequestAborted);
    }

    /// <summary>The answer's body.</summary>
    public ProblemBody Body() => new("about:blank", ReasonPhrases.GetReasonPhrase(Status), Status, Detail, Field, new(Detail, Kind, Field, Code));
}
