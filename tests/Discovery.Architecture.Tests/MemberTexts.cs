using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Discovery.Architecture.Tests;

/// <summary>Types and members as one line of C# each.</summary>
internal static class MemberTexts
{
    public static string Head(Type type)
    {
        var parents = new[] { type.BaseType }
            .Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            .Concat(type.IsEnum ? [] : type.GetInterfaces())
            .Select(parent => TypeNames.Of(parent!))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return $"{Kind(type)} {TypeNames.Of(type)}{(parents.Length == 0 ? "" : " : " + string.Join(", ", parents))}";
    }

    public static string Of(ConstructorInfo constructor) => $"{Reach(constructor)}.ctor({Parameters(constructor)})";

    public static string Of(MethodInfo method)
    {
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{Reach(method)}{TypeNames.Of(method.ReturnParameter)} {method.Name}{generics}({Parameters(method)})";
    }

    public static string Of(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(PublicApi.IsVisible).Select(accessor => accessor == property.GetMethod ? "get;" : IsInit(accessor) ? "init;" : "set;");
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        return $"{Reach(property.GetAccessors(nonPublic: true)[0])}{required}{TypeNames.Of(property)} {property.Name}{index} {{ {string.Join(' ', accessors.Order(StringComparer.Ordinal))} }}";
    }

    public static string Of(FieldInfo field) =>
        $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{TypeNames.Of(field)} {field.Name}{(field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "")}";

    public static string Of(EventInfo handler) => $"{Reach(handler.AddMethod!)}event {TypeNames.Of(handler)} {handler.Name}";

    private static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (type.IsSubclassOf(typeof(Delegate)))
            return "delegate";
        if (type.IsValueType)
            return type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct";
        return type switch
        {
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
    }

    private static string Reach(MethodBase method)
    {
        var reach = method.IsPublic ? "" : "protected ";
        if (method.DeclaringType!.IsInterface)
            return method.IsAbstract ? reach : reach + "default ";
        return reach + method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            MethodInfo { IsVirtual: true } change when change.GetBaseDefinition() != change => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var way = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        return $"{way}{TypeNames.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "")}";
    }

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
