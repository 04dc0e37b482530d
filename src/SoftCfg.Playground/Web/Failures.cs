using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SoftCfg.Playground.Api;

namespace SoftCfg.Playground.Web;

/// <summary>Turns what goes wrong into an answer for whoever asked. Nothing of the inside is told.</summary>
/// <param name="next">What may fail.</param>
/// <param name="logger">Told of what should not have happened.</param>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && ApiProblem.IsWordless(context.Response.StatusCode))
                await ApiProblem.OfStatus(context.Response.StatusCode, context.Request).WriteAsync(context);
        }
        // The client has gone: there is nobody to answer.
        catch (OperationCanceledException) when (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var problem = ApiProblem.Of(e);
            if (problem.Status == StatusCodes.Status500InternalServerError)
                Failed(logger, context.Request.Path, e);
            await problem.WriteAsync(context);
        }
    }

    [LoggerMessage(201, LogLevel.Error, "{Path} failed.")]
    private static partial void Failed(ILogger logger, string path, Exception reason);
}
