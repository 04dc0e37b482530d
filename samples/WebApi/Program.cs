using Microsoft.Extensions.AI;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Orders;
using SoftCfg.Hosting.Services;

var builder = WebApplication.CreateBuilder(args);
// begin services
// Loaded while the host starts; a second AddModel adds a second one, by its name the key of an IImageGenerator.
builder.Services.AddSoftCfg().AddModel("default", builder.Configuration["Model"] ?? "fashion");
builder.Services.AddHealthChecks().AddSoftCfg();
// end services
var app = builder.Build();

app.MapHealthChecks("/health");

// Requests that come while others are at work join them between two steps, each with a class, seed and guidance of its own. The token
// stops the work when its client leaves.
app.MapGet("/images/{name}", async (string name, HttpRequest request, HttpResponse response, IImageGenerator generator, CancellationToken left) =>
{
    var settings = request.Query.ToDictionary(setting => setting.Key, object? (setting) => setting.Value.ToString());
    try
    {
        // begin generate
        var images = await generator.GenerateAsync(new ImageGenerationRequest(name),
            new ImageGenerationOptions { AdditionalProperties = new(settings) }, left);
        var picture = images.Contents.OfType<DataContent>().Single();
        // end generate
        return Results.File(picture.Data.ToArray(), picture.MediaType);
    }
    catch (OrderException e)
    {
        return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
    }
    catch (EngineBusyException e)
    {
        response.Headers.RetryAfter = Math.Ceiling(e.RetryAfter.TotalSeconds).ToString("0");
        return Results.Problem(e.Message, statusCode: StatusCodes.Status429TooManyRequests);
    }
});

app.Run();
