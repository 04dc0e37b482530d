using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Models.AliTok;
using SoftCfg.Models.Rar;
using SoftCfg.Native;
using SoftCfg.Tests.Models.AliTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding;

/// <summary>
/// A tensor left on the CPU where a model runs elsewhere is found without a GPU: on the meta device, which computes shapes only
/// and refuses to mix with others. Nothing may be read back there either, so a step that waits for the device fails as well.
/// </summary>
public partial class DeviceTests
{
    private static readonly Device Meta = device("meta");

    public static TheoryData<string, Func<ICausalImageModel>> Models => new()
    {
        { "RAR", () => WithoutLayerNorms(new RarModel(TinyRar.Config, device: Meta)) },
        { "RAR in bfloat16", () => WithoutLayerNorms(new RarModel(TinyRar.Config, ScalarType.BFloat16, Meta)) },
        { "AliTok", () => new AliTokModel(TinyAliTok.Config, device: Meta) },
        { "AliTok in bfloat16", () => new AliTokModel(TinyAliTok.Config, ScalarType.BFloat16, Meta) },
    };

    [Theory]
    [MemberData(nameof(Models), DisableDiscoveryEnumeration = true)]
    public void Every_model_guidance_and_sampler_stays_on_its_device(string name, Func<ICausalImageModel> build)
    {
        using var model = build();
        Assert.Equal("meta", model.Device.ToString());
        using var session = new DecodeSession(model, 12);
        GuidanceOptions[] guidances =
        [
            new() { Kind = GuidanceKind.None }, new() { Kind = GuidanceKind.ClassifierFree }, new(),
            new() { StepNormalization = false, Confidence = ConfidenceSource.Sampled },
        ];
        SamplingOptions[] samplings = [new(), new() { Greedy = true }, new() { TopK = 3, TopP = 0.9 }];
        var index = 0L;
        Sequence Next(GuidanceOptions guidance, SamplingOptions sampling) => new()
        {
            Context = model.Context(1),
            UnconditionalContext = model.Context(null),
            Index = index++,
            Guidance = guidance,
            Sampling = sampling,
            Uniforms = new SampleRandom(seed: 1).Uniform,
            Constraint = index % 2 == 0 ? new KeptTokens(new long[model.SequenceLength], 0.5, new SampleRandom(2).Uniform, index) : null,
        };
        // Joining between steps, so that rows of one pass are at several positions.
        foreach (var guidance in guidances)
        {
            foreach (var sampling in samplings)
                session.Join(Next(guidance, sampling));
            session.Step();
            session.Step();
        }
        Assert.Equal(12, session.Count);
        Assert.NotEmpty(name);
    }

    /// <summary>Windows read distributions back, but not of places where one token may stand.</summary>
    [Theory]
    [MemberData(nameof(Models), DisableDiscoveryEnumeration = true)]
    public void Windows_stay_on_their_device(string name, Func<ICausalImageModel> build)
    {
        using var model = build();
        Sequence Next(GuidanceOptions guidance, long index) => new()
        {
            Context = model.Context(1),
            UnconditionalContext = model.Context(null),
            Index = index,
            Guidance = guidance,
            Uniforms = new SampleRandom(seed: 1).Uniform,
            Constraint = new KeptTokens(new long[model.SequenceLength], 1, new SampleRandom(2).Uniform, index),
            Length = 6 + (int)index,
        };
        GuidanceOptions[] guidances =
        [
            new() { Kind = GuidanceKind.None }, new() { Kind = GuidanceKind.ClassifierFree }, new(),
            new() { StepNormalization = false, Confidence = ConfidenceSource.Sampled, Alignment = WeightAlignment.Paper },
        ];
        var sequences = guidances.SelectMany((guidance, i) => new[] { Next(guidance, i), Next(guidance, 4 + i) }).ToList();
        var result = JacobiDecoder.Decode(model, sequences, new JacobiOptions { Window = 3 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(sequences.Sum(sequence => sequence.Length), result.All.Tokens);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void The_meta_device_refuses_a_tensor_of_the_cpu()
    {
        using var scope = NewDisposeScope();
        var (there, here) = (zeros([2, 3], device: Meta), zeros([2, 3], device: CPU));
        Assert.ThrowsAny<ExternalException>(() => there.mul(here));
        Assert.ThrowsAny<ExternalException>(() => there.Plus(here));
        Assert.ThrowsAny<ExternalException>(() => there.le(here));
        Assert.ThrowsAny<ExternalException>(() => there.cpu().data<float>().ToArray());
    }

    /// <summary>
    /// Not every operation refuses to mix, and convolutions do not run on the meta device. So, besides, whatever makes a tensor
    /// where models, image tokenizers, guidance and samplers run says on which device.
    /// </summary>
    [Fact]
    public void A_tensor_is_made_where_it_is_needed()
    {
        string[] rooms = ["Layers", "Models", "Guidance", "Decoding", "ImageTokenizers"];
        var made = (from room in rooms
                    from file in Repository.Files($"src/SoftCfg/{room}", ".cs")
                    from Match call in Makes().Matches(Repository.Text(file))
                    select (File: file, Statement: call.Value)).ToList();
        Assert.True(made.Count > 20, $"Only {made.Count} places that make a tensor were found.");
        Assert.DoesNotContain(made, call => !call.Statement.Contains("evice", StringComparison.Ordinal));
        Assert.Matches(Makes(), "    var units = zeros([2, 3]);");
    }

    [GeneratedRegex(@"^(?!\s*//).*(?<![.\w])(?:zeros|ones|empty|arange|tensor|full|eye|rand|randn|linspace|TensorArithmetic\.(?:Range|Full))\([^;]*;", RegexOptions.Multiline)]
    private static partial Regex Makes();

    /// <summary>The meta device knows no layer norm; what stands in has the same shapes.</summary>
    private static RarModel WithoutLayerNorms(RarModel model)
    {
        const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
        var stack = typeof(RarModel).GetField("stack", Private)!.GetValue(model)!;
        foreach (var module in model.modules().Cast<object>().Append(stack))
        {
            var norms = module.GetType().GetFields(Private)
                .Where(field => field.GetValue(module) is LayerNormalization);
            foreach (var field in norms.ToList())
            {
                var channels = ((LayerNormalization)field.GetValue(module)!).Weight?.shape[0] ?? TinyRar.Config.HiddenSize;
                field.SetValue(module, new RootMeanSquareNorm(channels, 1e-6, model.Dtype, Meta));
            }
        }
        return model;
    }
}
