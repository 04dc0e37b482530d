using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

namespace SoftCfg.Playground.Api.Documents;

/// <summary>The API's document at <c>/openapi/v1.json</c>, and a page of it at <c>/scalar</c> whose script is in the program.</summary>
internal static class ApiDocuments
{
    /// <summary>Where the page is.</summary>
    private const string Page = "/scalar";

    public static void AddApiDocuments(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer<DocumentHead>();
        options.AddSchemaTransformer<SnakeCaseNames>();
        options.AddSchemaTransformer<SettingSchemas>();
    });

    public static void MapApiDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapScalarApiReference(Page, (options, context) =>
        {
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            // Its script adds styles of its own, which no rule of ours could name; scripts of others it does not run either.
            context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' " +
                "'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
                "frame-ancestors 'none'";
            options.WithNonce(nonce).WithTitle("SoftCfg API").DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp()
                .HideClientButton().HideDeveloperTools();
        }).ExcludeFromDescription();
    }
}
