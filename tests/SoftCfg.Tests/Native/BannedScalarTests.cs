// What is banned is looked at here, not used.
#pragma warning disable RS0030
using System.Reflection;
using SoftCfg.Native;
using TorchSharp;

namespace SoftCfg.Tests.Native;

/// <summary>
/// TorchSharp lets a garbage collection free a number that libtorch reads (docs/adr/0006-scalars.md), so whatever takes
/// or makes such a number is banned, and SoftCfg.Native.TensorArithmetic stands in for it. An update of TorchSharp that
/// brings another such member fails here.
/// </summary>
public class BannedScalarTests
{
    private const string File = "eng/BannedSymbols.Scalars.txt";
    private const string Reason = "A collection can free its number in use: TensorArithmetic, docs/adr/0006-scalars.md.";

    private static readonly Type[] WholeTypes = [typeof(Scalar), typeof(ScalarExtensionMethods), typeof(torch.distributions)];

    private static readonly Lazy<List<MethodBase>> Makers = new(ScalarMakers.Find);

    [Fact]
    public void Every_member_of_TorchSharp_that_takes_or_makes_a_scalar_is_banned()
    {
        var expected = Makers.Value.Select(Ban).Distinct().Order(StringComparer.Ordinal).Select(id => $"{id};{Reason}").ToList();
        var actual = Repository.Text(File).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var missing = expected.Except(actual).ToList();
        var stale = actual.Except(expected).ToList();
        Assert.True(missing.Count + stale.Count == 0,
            $"{File} lacks\n{string.Join('\n', missing)}\n\nand lists what makes no scalar\n{string.Join('\n', stale)}");
    }

    [Theory]
    [InlineData("M:TorchSharp.torch.Tensor.mul(TorchSharp.Scalar)")]
    [InlineData("M:TorchSharp.torch.Tensor.add(TorchSharp.torch.Tensor)")]
    [InlineData("M:TorchSharp.torch.Tensor.square")]
    [InlineData("M:TorchSharp.torch.Tensor.op_Addition(TorchSharp.torch.Tensor,TorchSharp.torch.Tensor)")]
    [InlineData("M:TorchSharp.torch.Tensor.op_Division(TorchSharp.torch.Tensor,System.Double)")]
    [InlineData("M:TorchSharp.torch.Tensor.op_Explicit(TorchSharp.torch.Tensor)~System.Single")]
    [InlineData("M:TorchSharp.TensorExtensionMethods.ToSingle(TorchSharp.torch.Tensor)")]
    [InlineData("M:TorchSharp.torch.nn.functional.leaky_relu(TorchSharp.torch.Tensor,System.Double,System.Boolean)")]
    [InlineData("M:TorchSharp.torch.nn.LeakyReLU(System.Double,System.Boolean)")]
    [InlineData("T:TorchSharp.Modules.AdamW")]
    [InlineData("T:TorchSharp.Scalar")]
    public void Scalars_are_found_where_they_hide(string id) => Assert.Contains($"\n{id};", "\n" + Repository.Text(File));

    [Theory]
    [InlineData(nameof(torch.Tensor.matmul))]
    [InlineData(nameof(torch.Tensor.softmax))]
    [InlineData(nameof(torch.Tensor.reshape))]
    [InlineData(nameof(torch.Tensor.copy_))]
    public void What_makes_no_scalar_is_free(string name) =>
        Assert.DoesNotContain(Makers.Value, member => member.Name == name && member.DeclaringType == typeof(torch.Tensor));

    /// <summary>The analyzer passes over <c>tensor += 1</c>; what was compiled shows it.</summary>
    [Fact]
    public void Only_TensorArithmetic_makes_scalars()
    {
        var makers = Makers.Value.ToHashSet();
        var users = ScalarMakers.UsesIn(typeof(ImageGenerator).Assembly).Where(use => makers.Contains(use.Used)).ToList();
        Assert.NotEmpty(users);
        Assert.Empty(users.Where(use => !TypesAround(use.User).Contains(typeof(TensorArithmetic)))
            .Select(use => $"{use.User.DeclaringType}.{use.User.Name} calls {DocumentationId.Of(use.Used)}"));
    }

    /// <summary>A class that cannot be created is listed as a whole.</summary>
    private static string Ban(MethodBase member)
    {
        var whole = TypesAround(member).LastOrDefault(type => WholeTypes.Contains(type) ||
            Makers.Value.Any(other => other is ConstructorInfo && other.DeclaringType == type));
        return whole is null ? DocumentationId.Of(member) : DocumentationId.Of(whole);
    }

    private static IEnumerable<Type> TypesAround(MethodBase member)
    {
        for (var type = member.DeclaringType; type is not null; type = type.DeclaringType)
            yield return type;
    }
}
