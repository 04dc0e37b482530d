using System.Reflection;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Architecture;

/// <summary>What is public is spelled one way.</summary>
public class PublicNameTests
{
    [Theory]
    [InlineData(typeof(CancellationToken), "cancellationToken")]
    [InlineData(typeof(ScalarType), "dtype")]
    [InlineData(typeof(Device), "device")]
    public void Parameters_of_a_type_have_one_name(Type type, string name)
    {
        var strangers =
            from declaring in typeof(ImageGenerator).Assembly.GetExportedTypes()
            from method in declaring.GetMethods(Declared).Cast<MethodBase>().Concat(declaring.GetConstructors(Declared))
            where !method.IsSpecialName || method.IsConstructor
            from parameter in method.GetParameters()
            let actual = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType
            // A record's parameters are its properties.
            where actual == type && parameter.Name != name && declaring.GetProperty(parameter.Name!) is null
            select $"{declaring.Name}.{method.Name}({parameter.Name})";
        Assert.Empty(strangers);
    }

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
}
