import type { BasePlugin, FieldNullability, InputFieldMap, SchemaTypes, TypeParam } from '@pothos/core';
import type { Action } from '../auth/index.ts';

/* eslint-disable @typescript-eslint/no-unused-vars -- merged interfaces repeat the type parameters of Pothos */
declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Pothos is extended by declaration merging
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      permission: BasePlugin<Types>;
    }
    export interface ObjectTypeOptions<Types extends SchemaTypes = SchemaTypes, Shape = unknown> {
      /** What everybody needs who reads an object of this type, whichever way they come to it. */
      permission?: Action;
    }
    export interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** What reading this field needs, beside the permission of its type. Every field of a root type has one. */
      permission?: Action;
    }
  }
}
