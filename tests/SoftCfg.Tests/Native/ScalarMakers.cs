// What is banned is looked at here, not used.
#pragma warning disable RS0030
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace SoftCfg.Tests.Native;

/// <summary>
/// The public members of TorchSharp that take a <see cref="Scalar"/> or make one on the way, found in its machine code:
/// signatures alone do not tell that <c>tensor + tensor</c> makes one.
/// </summary>
internal static class ScalarMakers
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static |
                                          BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly Library = typeof(torch).Assembly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static List<MethodBase> Find()
    {
        var all = Library.GetTypes().SelectMany(MembersOf).ToList();
        var callers = CallersOf(all);
        var makers = all.Where(Makes).ToHashSet();
        var open = new Queue<MethodBase>(makers);
        while (open.TryDequeue(out var maker))
        {
            foreach (var caller in callers[maker].Where(makers.Add))
                open.Enqueue(caller);
        }
        return all.Where(IsOpen).Where(member => Takes(member) || makers.Contains(member)).ToList();
    }

    /// <summary>Which methods of an assembly mention one of TorchSharp's methods.</summary>
    public static IEnumerable<(MethodBase User, MethodBase Used)> UsesIn(Assembly assembly) =>
        from type in assembly.GetTypes()
        from member in MembersOf(type)
        from used in References(member)
        select (member, used);

    /// <summary>Whether a parameter is a number that TorchSharp reads by its address.</summary>
    public static bool Takes(MethodBase member) => member.GetParameters().Any(p => p.ParameterType == typeof(Scalar));

    private static bool Makes(MethodBase member) => member is MethodInfo method
        ? method.ReturnType == typeof(Scalar)
        : member.DeclaringType == typeof(Scalar);

    private static bool IsOpen(MethodBase member) =>
        member.DeclaringType!.IsVisible && (member.IsPublic || member.IsFamily || member.IsFamilyOrAssembly);

    private static ILookup<MethodBase, MethodBase> CallersOf(IEnumerable<MethodBase> members) =>
        members.SelectMany(member => CalledBy(member).Select(called => (Caller: member, Called: called)))
            .ToLookup(call => call.Called, call => call.Caller);

    private static IEnumerable<MethodBase> CalledBy(MethodBase member)
    {
        foreach (var called in References(member))
        {
            yield return called;
            // Lambdas and iterators live in a class of their own, which is all that the method itself mentions.
            if (called is ConstructorInfo { DeclaringType: { } type } && type.Assembly == Library &&
                type.IsDefined(typeof(CompilerGeneratedAttribute)))
            {
                foreach (var part in MembersOf(type))
                    yield return part;
            }
        }
        // Who creates an object is answerable for what is called through its base class: Module.forward, Optimizer.step.
        if (member is ConstructorInfo)
        {
            foreach (var method in member.DeclaringType!.GetMethods(Declared))
            {
                if (method.IsVirtual && method.GetBaseDefinition() != method)
                    yield return method;
            }
        }
    }

    private static IEnumerable<MethodBase> MembersOf(Type type) =>
        type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));

    /// <summary>TorchSharp's methods that a method's code mentions, generic ones as they are declared.</summary>
    private static IEnumerable<MethodBase> References(MethodBase member)
    {
        var code = member.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i < code.Length;)
        {
            var value = (short)code[i++];
            if (value == 0xFE)
                value = (short)(0xFE00 | code[i++]);
            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineTok && Method(member, BitConverter.ToInt32(code, i)) is { } called)
                yield return called;
            i += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, i),
                _ => 4,
            };
        }
    }

    private static MethodBase? Method(MethodBase user, int token)
    {
        var ofType = user.DeclaringType!.IsGenericType ? user.DeclaringType.GetGenericArguments() : null;
        var ofMethod = user.IsGenericMethod ? user.GetGenericArguments() : null;
        // Arrays have methods that are declared nowhere.
        return user.Module.ResolveMember(token, ofType, ofMethod) is MethodBase { DeclaringType.IsArray: false } method
            && method.Module.Assembly == Library
            ? method.Module.ResolveMethod(method.MetadataToken)
            : null;
    }
}
