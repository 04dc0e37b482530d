using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading.Configuration;
using SoftCfg.Options;
using SoftCfg.Runs;
using SoftCfg.Sweeps;
using SoftCfg.Tests.Imaging;
using SoftCfg.Tests.Sweeps;
using SoftCfg.Traces;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Options;

/// <summary>
/// A setting stands once, in its table; what follows from it is made, not written. So adding one touches the table, the
/// arithmetic and its test, and whatever forgets one fails here.
/// </summary>
public class SettingTableTests
{
    // With these everything is looked at.
    private static readonly GuidanceOptions Guidance = new() { Kind = GuidanceKind.SoftCfg, StepNormalization = true };
    private static readonly SamplingOptions Sampling = new() { Greedy = false };

    public static TheoryData<string> Names() => new(All().Select(setting => setting.Name));

    [Fact]
    public void Every_option_that_can_be_set_is_in_its_table()
    {
        Assert.Equal(Settable<GuidanceOptions>(), GuidanceSettings.All.Select(setting => setting.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Settable<SamplingOptions>(), SamplingSettings.All.Select(setting => setting.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_two_settings_share_a_name()
    {
        Func<Entry, IEnumerable<string>>[] names =
        [
            entry => [entry.Key], entry => [entry.Column], entry => [entry.Option, .. entry.Upstream.Select(name => $"--{name}")],
        ];
        Assert.All(names, of => Assert.Distinct(All().SelectMany(of)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_is_in_the_csv_header_of_sweeps_and_in_their_json(string name)
    {
        var entry = Of(name);
        var table = new SweepTable(SweepSamples.Plan, "test.npz", 1,
            [SweepSamples.Soft with { Point = new SweepPoint(Guidance, Sampling) }]);
        Assert.Contains(entry.Column, table.Csv().Split('\n')[0].Split(','));
        using var json = JsonDocument.Parse(table.Json());
        Assert.NotEqual(JsonValueKind.Null, json.RootElement.GetProperty("points")[0].GetProperty("point").GetProperty(entry.Key).ValueKind);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_is_in_the_header_of_traces(string name)
    {
        using var stream = new MemoryStream();
        using var writer = new TraceWriter(stream, "m", [Guidance], Sampling);
        using var header = JsonDocument.Parse(stream.ToArray());
        var (guidance, sampling) = (header.RootElement.GetProperty("guidance")[0], header.RootElement.GetProperty("sampling"));
        Assert.True(guidance.TryGetProperty(Of(name).Key, out _) || sampling.TryGetProperty(Of(name).Key, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_is_told_in_every_image(string name)
    {
        var run = new RunProvenance
        {
            Model = new ModelFingerprint("m", "a", "b"),
            Classes = ["one"],
            Guidance = Guidance,
            Sampling = Sampling,
            Seed = 0,
            Dtype = ScalarType.Float32,
            Device = "cpu",
        };
        var image = new GeneratedImage(0, 0, TestImages.Gradient(1, 1), [], null);
        var words = JsonNamingPolicy.KebabCaseLower.ConvertName(name);
        Assert.Contains(run.TextOf(image), fact => fact.Key.EndsWith($".{words}", StringComparison.Ordinal)
            || (name == "Kind" && fact.Key == "softcfg.guidance"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_of_a_published_program_is_a_key_of_its_configurations(string name) =>
        Assert.All(Of(name).Upstream, key => Assert.Contains($"model.generator.{key}", UpstreamSampling.Keys));

    [Fact]
    public void The_table_of_the_README_is_made_from_the_settings()
    {
        var rows = GuidanceSettings.All.Select(setting => Row(setting, new())).Concat(SamplingSettings.All.Select(setting => Row(setting, new())));
        string[] lines = ["| property | option | default | may be | what it does |", "|---|---|---|---|---|", .. rows];
        Assert.Contains(string.Join('\n', lines) + "\n", Repository.Text("README.md"));
    }

    [Fact]
    public void Text_and_json_are_read_back()
    {
        RoundTrip(GuidanceSettings.All, new()
        {
            Kind = GuidanceKind.ClassifierFree,
            Scale = 0.1,
            ScalePower = 1.5,
            Strength = 1.0 / 3,
            StepNormalization = false,
            Confidence = ConfidenceSource.Sampled,
            Alignment = WeightAlignment.Paper,
            MinimumWeight = 0,
            Epsilon = 1e-12,
        });
        RoundTrip(SamplingSettings.All, new() { Temperature = 1e6, Greedy = true, TopK = int.MaxValue, TopP = 0.1 });
    }

    [Theory]
    [InlineData("""{"scale":1e300}""", "Guidance Scale is 1e300; it must be a number from 0 to 10000.")]
    [InlineData("""{"scale":"2"}""", "Guidance Scale is another text; it must be a number from 0 to 10000.")]
    [InlineData("""{"scale":null}""", "Guidance Scale is null; it must be a number from 0 to 10000.")]
    [InlineData("""{"scale":[2]}""", "Guidance Scale is a list; it must be a number from 0 to 10000.")]
    [InlineData("""{"kind":"soft"}""", "Guidance Kind is another text; it must be none, cfg or softcfg.")]
    [InlineData("""{"kind":2}""", "Guidance Kind is 2; it must be none, cfg or softcfg.")]
    [InlineData("""{"step_normalization":"on"}""", "Guidance StepNormalization is another text; it must be on or off.")]
    [InlineData("""{"scal":2}""", "'scal' is no setting; did you mean 'scale'?")]
    [InlineData("""{"scale":2,"scale":2}""", "'scale' is there twice.")]
    [InlineData("3", "settings are an object with a property for each.")]
    public void Settings_in_json_are_checked_where_they_are_read(string json, string message) => Assert.Equal(message,
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<GuidanceOptions>(json, Options(GuidanceSettings.All))).Message);

    [Fact]
    public void Names_of_older_descriptions_are_read() => Assert.Equal(GuidanceKind.ClassifierFree,
        JsonSerializer.Deserialize<GuidanceOptions>("""{"kind":"classifier_free"}""", Options(GuidanceSettings.All))!.Kind);

    private static void RoundTrip<TOptions>(SettingTable<TOptions> table, TOptions options) where TOptions : class, new()
    {
        table.Check(options);
        Assert.All(table, setting => Assert.NotEqual(setting.TextOf(new TOptions()), setting.TextOf(options)));
        Assert.Equal(options, table.Aggregate(new TOptions(), (read, setting) => setting.Set(read, setting.TextOf(options))));
        Assert.Equal(options, JsonSerializer.Deserialize<TOptions>(JsonSerializer.Serialize(options, Options(table)), Options(table)));
    }

    private static JsonSerializerOptions Options<TOptions>(SettingTable<TOptions> table) where TOptions : class, new() =>
        new() { Converters = { new SettingsConverter<TOptions>(table) } };

    private static IEnumerable<string> Settable<TOptions>() => typeof(TOptions)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        // A guidance of one's own is code, no setting.
        .Where(property => property.SetMethod is not null && property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
        .Select(property => property.Name).Order(StringComparer.Ordinal);

    private static string Row<TOptions>(Setting<TOptions> setting, TOptions defaults) =>
        $"| `{setting.Name}` | `{setting.Option}` | {setting.TextOf(defaults)} | {setting.Expected} | {setting.Summary} |";

    private sealed record Entry(string Name, string Key, string Column, string Option, IReadOnlyList<string> Upstream);

    private static IEnumerable<Entry> All() => Entries(GuidanceSettings.All).Concat(Entries(SamplingSettings.All));

    private static IEnumerable<Entry> Entries<TOptions>(SettingTable<TOptions> table) where TOptions : class, new() =>
        table.Select(setting => new Entry(setting.Name, setting.Key, setting.Column, setting.Option, setting.Upstream));

    private static Entry Of(string name) => All().Single(entry => entry.Name == name);
}
