using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SoftCfg.Playground.Api.Documents;

/// <summary>What the document says of the API as a whole.</summary>
internal sealed class DocumentHead : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "SoftCfg",
            Version = "v1",
            Description = "Images of visual autoregressive models under SoftCFG guidance. Requests and answers have the shape of OpenAI's " +
                "images; guidance and sampling are fields of their own.",
        };
        return Task.CompletedTask;
    }
}
