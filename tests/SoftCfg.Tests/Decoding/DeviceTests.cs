using System.Runtime.InteropServices;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models;
using SoftCfg.Models.AliTok;
using SoftCfg.Models.Rar;
using SoftCfg.Tests.Models.AliTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding;

/// <summary>
/// A tensor left on the CPU where a model runs elsewhere is found without a GPU: on the meta device, which computes shapes only
/// and refuses to mix with others. Nothing may be read back there either, so a step that waits for the device fails as well.
/// </summary>
public class DeviceTests
{
    private static readonly Device Meta = device("meta");

    public static TheoryData<string, Func<ICausalImageModel>> Models => new()
    {
        { "RAR", () => new RarModel(TinyRar.Config, device: Meta) },
        { "RAR in bfloat16", () => new RarModel(TinyRar.Config, ScalarType.BFloat16, Meta) },
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

    [Fact]
    public void The_meta_device_refuses_a_tensor_of_the_cpu()
    {
        using var there = zeros([2, 3], device: Meta);
        using var here = zeros([2, 3]);
        Assert.ThrowsAny<ExternalException>(() => there.mul(here));
        Assert.ThrowsAny<ExternalException>(() => cat([there, here]));
        Assert.ThrowsAny<ExternalException>(() => there.item<float>());
    }
}
