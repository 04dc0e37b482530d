using System.Reflection;

namespace SoftCfg.Tests.Native;

/// <summary>What BannedSymbols files call a member: C#'s documentation comment IDs.</summary>
internal static class DocumentationId
{
    public static string Of(Type type) => $"T:{Name(type)}";

    public static string Of(MethodBase member)
    {
        var name = member is ConstructorInfo ? "#ctor" : member.Name.Replace('.', '#');
        var generic = member.IsGenericMethodDefinition ? $"``{member.GetGenericArguments().Length}" : "";
        var parameters = string.Join(',', member.GetParameters().Select(parameter => Argument(parameter.ParameterType)));
        var list = parameters.Length == 0 ? "" : $"({parameters})";
        var result = member.Name is "op_Implicit" or "op_Explicit" ? $"~{Argument(((MethodInfo)member).ReturnType)}" : "";
        return $"M:{Name(member.DeclaringType!)}.{name}{generic}{list}{result}";
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static string Argument(Type type)
    {
        if (type.IsByRef)
            return $"{Argument(type.GetElementType()!)}@";
        if (type.IsArray)
        {
            var rank = type.GetArrayRank();
            return $"{Argument(type.GetElementType()!)}[{(rank == 1 ? "" : string.Join(',', Enumerable.Repeat("0:", rank)))}]";
        }
        if (type.IsGenericParameter)
            return $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}";
        if (!type.IsGenericType)
            return Name(type);
        // A type inside a generic one has the outer one's arguments first: Outer{A}.Inner{B}.
        var outer = type.DeclaringType is { IsGenericTypeDefinition: true } declaring
            ? Argument(declaring.MakeGenericType(type.GetGenericArguments()[..declaring.GetGenericArguments().Length]))
            : type.DeclaringType is { } plain ? Name(plain) : type.Namespace!;
        var taken = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var own = type.GetGenericArguments()[taken..];
        var inner = type.Name.Split('`')[0];
        return own.Length == 0 ? $"{outer}.{inner}" : $"{outer}.{inner}{{{string.Join(',', own.Select(Argument))}}}";
    }
}
