using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Discovery.Architecture.Tests;

/// <summary>What an assembly offers, as text: one line for each type and member, in an order that does not depend on the compiler.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(TypeNames.Of, StringComparer.Ordinal))
        {
            text.Append(MemberTexts.Head(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), provider: null)}");
        if (type.IsSubclassOf(typeof(Delegate)))
            return [MemberTexts.Of(type.GetMethod("Invoke")!)];
        return type.GetMembers(Declared).Where(IsOffered).Select(Text);
    }

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => MemberTexts.Of(constructor),
        PropertyInfo property => MemberTexts.Of(property),
        FieldInfo field => MemberTexts.Of(field),
        EventInfo handler => MemberTexts.Of(handler),
        _ => MemberTexts.Of((MethodInfo)member),
    };

    private static bool IsOffered(MemberInfo member) => member switch
    {
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) => false,
        ConstructorInfo { IsStatic: true } => false,
        MethodInfo { IsSpecialName: true } method => method.Name.StartsWith("op_", StringComparison.Ordinal),
        MethodBase method => IsVisible(method),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        EventInfo handler => IsVisible(handler.AddMethod!),
        _ => false,
    };

    internal static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
