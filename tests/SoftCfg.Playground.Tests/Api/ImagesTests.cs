using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SkiaSharp;
using SoftCfg.Guidance;

namespace SoftCfg.Playground.Tests.Api;

public class ImagesTests(TinyServer fixture) : IClassFixture<TinyServer>
{
    private readonly TestServer server = fixture.Server;

    [Fact]
    public async Task Images_are_those_of_the_generator()
    {
        using var generator = ImageGenerator.Load(TestModel.Path);
        var guidance = generator.DefaultGuidance with { Kind = GuidanceKind.ClassifierFree, Scale = 2.5, ScalePower = 0 };
        var expected = generator.Generate(new()
        {
            Classes = [3, 3],
            Seed = 7,
            FirstIndex = 5,
            Guidance = guidance,
            Sampling = generator.DefaultSampling with { TopK = 4 },
        }).ToList();
        var answer = await Json.OfSuccessAsync(await server.GenerateAsync(new
        {
            model = "tiny",
            prompt = "dog, HOUND",
            n = 2,
            size = "64x64",
            seed = 7,
            index = 5,
            guidance = "cfg",
            scale = 2.5,
            power = 0,
            top_k = 4,
            response_format = "b64_json",
            user = "somebody",
        }));
        var images = answer.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal([5, 6], images.Select(image => image.GetProperty("index").GetInt64()));
        foreach (var (image, same) in images.Zip(expected))
        {
            using var picture = SKBitmap.Decode(image.GetProperty("b64_json").GetBytesFromBase64());
            Assert.Equal(same.Image[10, 20], (picture.GetPixel(10, 20).Red, picture.GetPixel(10, 20).Green, picture.GetPixel(10, 20).Blue));
            Assert.Equal(same.Image[63, 0], (picture.GetPixel(63, 0).Red, picture.GetPixel(63, 0).Green, picture.GetPixel(63, 0).Blue));
        }
        Assert.Equal(32, answer.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    [Fact]
    public async Task The_seed_of_an_answer_makes_the_same_images_again()
    {
        var first = await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "4" }));
        var again = await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "elk", seed = first.GetProperty("seed").GetUInt64() }));
        Assert.Equal(Picture(first), Picture(again));
        var other = await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "4" }));
        Assert.NotEqual(first.GetProperty("seed").GetUInt64(), other.GetProperty("seed").GetUInt64());
    }

    [Theory]
    [InlineData("png", SKEncodedImageFormat.Png)]
    [InlineData("jpeg", SKEncodedImageFormat.Jpeg)]
    [InlineData("webp", SKEncodedImageFormat.Webp)]
    public async Task Images_come_as_the_file_that_is_asked_for(string format, SKEncodedImageFormat expected)
    {
        var answer = await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "bee", output_format = format }));
        Assert.Equal(format, answer.GetProperty("output_format").GetString());
        using var codec = SKCodec.Create(new MemoryStream(Convert.FromBase64String(Picture(answer))));
        Assert.Equal((expected, 64, 64), (codec.EncodedFormat, codec.Info.Width, codec.Info.Height));
    }

    [Theory]
    [InlineData("""{"prompt":"bee","top_p":2}""", "top_p", "top_p is '2'; it must be a number from 1E-06 to 1.")]
    [InlineData("""{"prompt":"bee","guidance":"much"}""", "guidance", "guidance is 'much'; it must be none, cfg or softcfg.")]
    [InlineData("""{"prompt":"bee","guidance":"none","scale":4}""", "scale",
        "scale belongs to guidance, which this order does not ask for. Leave it out, or ask for it.")]
    [InlineData("""{"prompt":"bee","strenght":1}""", "strenght", "'strenght' is no field of this request; did you mean 'strength'?")]
    [InlineData("""{"prompt":"bees"}""", "prompt",
        "'bees' is no class of tiny; did you mean 'Bee' (1)? Its classes are Ant, Bee, Cat, Dog, hound, Elk, Fox, Goat, Hen, Ibis, Jay.")]
    [InlineData("""{"prompt":"10"}""", "prompt", "10 is no class of tiny; its labels are 0 to 9.")]
    [InlineData("""{"n":1}""", "prompt", "prompt is missing: say what the image shows.")]
    [InlineData("""{"prompt":7}""", "prompt", "prompt must be a text.")]
    [InlineData("""{"prompt":"bee","n":0}""", "n", "n must be a whole number from 1 to 16.")]
    [InlineData("""{"prompt":"bee","n":1e9}""", "n", "n must be a whole number from 1 to 16.")]
    [InlineData("""{"prompt":"bee","size":"1024x1024"}""", "size", "size is 1024x1024; the images of tiny are 64x64. Leave it out, or say auto.")]
    [InlineData("""{"prompt":"bee","size":"large"}""", "size", "size must be WIDTHxHEIGHT in pixels, such as 768x512, or auto.")]
    [InlineData("""{"prompt":"bee","response_format":"url"}""", "response_format",
        "response_format must be b64_json: images come in the answer, nothing is hosted here.")]
    [InlineData("""{"prompt":"bee","output_format":"gif"}""", "output_format", "output_format must be png, jpeg or webp.")]
    [InlineData("""{"prompt":"bee","seed":-1}""", "seed", "seed must be a whole number from 0 to 18446744073709551615.")]
    [InlineData("""{"prompt":"bee","steps":true}""", "steps", "steps are told in a stream only; ask for stream as well.")]
    [InlineData("""{"prompt":"bee","prompt":"ant"}""", "prompt", "'prompt' is there twice.")]
    [InlineData("""{"prompt":"bee","scale":{"a":1}}""", "scale", "scale must be a text, a number, true or false.")]
    [InlineData("""["bee"]""", "body", "The body must be a JSON object.")]
    [InlineData("""{"prompt":"bee"}}""", "body", "The body is no JSON: line 1, byte 17.")]
    [InlineData("", "body", "The body is no JSON: line 1, byte 1.")]
    [InlineData("""[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]""", "body", "The body is no JSON: line 1, byte 9.")]
    public async Task Bad_input_names_its_field(string body, string field, string message)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await Json.AssertRefusedAsync(await server.Client.PostAsync("/v1/images/generations", content), HttpStatusCode.BadRequest, field, message);
    }

    [Theory]
    [InlineData("dall-e-3", "No model is called 'dall-e-3' here. There are tiny.")]
    [InlineData("tinny", "No model is called 'tinny' here; did you mean 'tiny'? There are tiny.")]
    [InlineData("../../etc/passwd", "No model is called '../../etc/passwd' here. There are tiny.")]
    public async Task A_model_that_is_not_served_is_not_found(string model, string message)
    {
        await Json.AssertRefusedAsync(await server.GenerateAsync(new { model, prompt = "bee" }), HttpStatusCode.NotFound, "model", message);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        // What pages of strangers can send without asking.
        using var content = new StringContent("""{"prompt":"bee"}""", MediaTypeHeaderValue.Parse("text/plain"));
        await Json.AssertRefusedAsync(await server.Client.PostAsync("/v1/images/generations", content), HttpStatusCode.UnsupportedMediaType, null,
            "The body must be JSON: send 'Content-Type: application/json'.");
    }

    [Fact]
    public async Task A_body_of_no_type_is_refused()
    {
        using var content = new ByteArrayContent("""{"prompt":"bee"}"""u8.ToArray());
        using var response = await server.Client.PostAsync("/v1/images/generations", content);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType });
    }

    [Theory]
    [InlineData("GET", "/v1/images/generations", HttpStatusCode.MethodNotAllowed, "This address does not take GET; see /openapi/v1.json.")]
    [InlineData("GET", "/v1/nothing", HttpStatusCode.NotFound, "There is nothing at this address; see /openapi/v1.json.")]
    [InlineData("GET", "/../../etc/passwd", HttpStatusCode.NotFound, "There is nothing at this address; see /openapi/v1.json.")]
    [InlineData("GET", "/%2e%2e/%2e%2e/etc/passwd", HttpStatusCode.NotFound, "There is nothing at this address; see /openapi/v1.json.")]
    public async Task Other_addresses_and_methods_are_refused(string method, string path, HttpStatusCode status, string message)
    {
        await Json.AssertRefusedAsync(await server.Client.SendAsync(new(new(method), path)), status, null, message);
    }

    [Fact]
    public async Task Models_are_listed_and_tell_of_their_classes()
    {
        var list = await Json.OfSuccessAsync(await server.Client.GetAsync("/v1/models"));
        var listed = Assert.Single(list.GetProperty("data").EnumerateArray());
        Assert.Equal(("tiny", "model", "class", "64x64"), (Text(listed, "id"), Text(listed, "object"), Text(listed, "takes"), Text(listed, "size")));
        var model = await Json.OfSuccessAsync(await server.Client.GetAsync("/v1/models/tiny"));
        Assert.Equal("Dog, hound", model.GetProperty("classes")[3].GetString());
        await Json.AssertRefusedAsync(await server.Client.GetAsync("/v1/models/huge"), HttpStatusCode.NotFound, "model",
            "No model is called 'huge' here. There are tiny.");
    }

    private static string Picture(JsonElement answer) => answer.GetProperty("data")[0].GetProperty("b64_json").GetString()!;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
